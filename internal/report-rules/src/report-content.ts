import {
  isLoggableRecord,
  LEVELS,
  plainFields,
  plainMessage,
  type Loggable,
  type LoggableRecord,
  type Redactor,
} from '@internal/redaction';
import type { Report, ReportException } from './report.js';

/** What of a report comes from the options: whatever is wrong in them is left out, and costs nothing else. */
export type ReportOptions = Pick<Report, 'tags' | 'extra' | 'user' | 'fingerprint'> & {
  readonly level: Report['level'] | undefined;
};

export function plainOptions(redact: Redactor, options: unknown): ReportOptions {
  // As a whole: what throws while it is read, and what has no end, is the redactor's to deal with.
  const plain = redact(options ?? {});
  const { level, tags = {}, extra = {}, user = {}, fingerprint = [] } = isLoggableRecord(plain) ? plain : {};
  const known = Object.entries(textsOf(user)).filter(([name]) => ['id', 'email', 'username'].includes(name));
  const parts = Array.isArray(fingerprint) ? fingerprint.filter((part) => typeof part === 'string') : [];
  return {
    level: isLevel(level) ? level : undefined,
    tags: textsOf(tags),
    extra: plainFields(redact, extra),
    ...(known.length === 0 ? undefined : { user: Object.fromEntries(known) }),
    ...(parts.length === 0 ? undefined : { fingerprint: parts }),
  };
}

/** The chain of an error, outermost first. */
export function exceptionsOf(redact: Redactor, error: unknown): readonly ReportException[] {
  const chain: ReportException[] = [];
  let otherwise = `a thrown ${error === null ? 'null' : typeof error}`;
  let link: Loggable | undefined = redact(error);
  // It is a tree by now, without cycles and of bounded depth.
  while (link !== undefined) {
    chain.push(exceptionOf(redact, link, otherwise));
    link = causeOf(link);
    otherwise = 'a cause';
  }
  return chain;
}

/** Of an error in the form in which the redactor has one, or of anything else, which is all message. */
function exceptionOf(redact: Redactor, link: Loggable, otherwise: string): ReportException {
  if (!isErrorRecord(link)) {
    return { type: otherwise, message: plainMessage(redact, link), fields: isLoggableRecord(link) ? link : {} };
  }
  const { name, message, stack, cause: _, ...fields } = link;
  return {
    type: plainMessage(redact, name),
    message: plainMessage(redact, message),
    ...(typeof stack === 'string' ? { stack } : undefined),
    fields,
  };
}

function causeOf(link: Loggable): Loggable | undefined {
  return isErrorRecord(link) ? link['cause'] : undefined;
}

function isErrorRecord(link: Loggable): link is LoggableRecord {
  return isLoggableRecord(link) && typeof link['name'] === 'string' && link['message'] !== undefined;
}

function textsOf(value: Loggable): Readonly<Record<string, string>> {
  if (!isLoggableRecord(value)) return {};
  const texts: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) if (typeof text === 'string') texts[name] = text;
  return texts;
}

function isLevel(level: unknown): level is Report['level'] {
  return typeof level === 'string' && level !== 'silent' && LEVELS.includes(level);
}
