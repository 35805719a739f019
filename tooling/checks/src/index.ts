// What a rehearsal of a release does in the same way as the gates.
export { bundleProject } from './consumers/bundle.js';
export { consumerPrograms, everyPackage, programOf, type ConsumerProgram } from './consumers/programs.js';
export {
  compiledFile,
  compileProject,
  compilerOf,
  installedInfra,
  npmInstall,
  runInProject,
  writePrograms,
  writeProject,
  type ProjectSources,
} from './consumers/project.js';
export { coreMajorProblem } from './changesets/rules.js';
export { parseChangeset, readPending, type Bump, type PendingChangesets } from './changesets/pending.js';
export { Checklist, type GateResult } from './gate.js';
export { list, parseJson, readJson, record, text, textRecord, type JsonRecord } from './json.js';
export { commitAll, copyTree, git, type TreeCopy } from './prove/tree-copy.js';
export { renewReadmeTable } from './readme-table.js';
export { printLine, printProblems, printSummary, type TimedResult } from './report.js';
export { inLanes } from './run/in-lanes.js';
export { isMain } from './run/is-main.js';
export { runPnpm } from './run/package-manager.js';
export { runProgram, type ProgramRun } from './run/program.js';
export { temporaryFolder } from './run/temporary-folder.js';
export { extractSnippets, type Snippet } from './snippets/extract.js';
export { runBlock } from './snippets/run.js';
export { importsOf, packageOf } from './source-files.js';
export { CORE, published, readWorkspace, repository, type WorkspacePackage } from './workspace.js';
