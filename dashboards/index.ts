export type * from "./dashboard";
export { gpuDashboard } from "./gpu";
export { inferenceDashboard } from "./inference";
export { trainingDashboard } from "./training";
