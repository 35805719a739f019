import { join } from 'node:path';

/**
 * The files of those who call now, and the working directory: where pino looks for the module of a transport. pino asks when a
 * transport starts, which is at the first line here: whoever logs that need not be who chose the transport.
 */
export function callingFiles(): readonly string[] {
  const { prepareStackTrace } = Error;
  try {
    Error.prepareStackTrace = (_, sites) => sites.flatMap((site) => site.getFileName() ?? []);
    const files: unknown = new Error().stack;
    return [...(Array.isArray(files) ? files.map(String) : []), join(process.cwd(), 'package.json')];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}
