export type { Report, ReportException } from './report.js';
export { TrackerFront, type TrackerFrontOptions } from './tracker-front.js';
