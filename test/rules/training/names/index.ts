import type { Case } from "../../bench";
import { megatronCases } from "./megatron";
import { ownCases, ownNames } from "./own";
import { summarized, summaryCases } from "./summary";

export { megatron } from "./megatron";

/** Classes beside Megatron-LM's whose runs export other names. */
export const others = [ownNames, summarized] as const;

/** Runs that export other names than those of the contract. */
export const names: readonly Case[] = [...megatronCases, ...ownCases, ...summaryCases];
