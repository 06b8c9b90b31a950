export type * from "./dashboard";
export { inferenceDashboard } from "./inference";
export { trainingDashboard } from "./training";
