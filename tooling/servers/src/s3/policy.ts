import { S3Error } from './s3-error.js';

interface Statement {
  readonly isAllow: boolean;
  /** Whether it speaks of everybody. */
  readonly isForAll: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Reads a bucket policy, the part of the language that names principals, actions and resources; conditions are refused. */
export function parsePolicy(text: string, bucket: string): readonly Statement[] {
  const malformed = (why: string): S3Error => new S3Error('MalformedPolicy', why);
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
  const statements = list(field(policy, 'Statement'));
  if (statements.length === 0) throw malformed('Could not parse the policy: Statement is empty!');
  return statements.map((statement) => {
    const effect = field(statement, 'Effect');
    const principal = field(statement, 'Principal');
    const actions = list(field(statement, 'Action')).map(String);
    const resources = list(field(statement, 'Resource')).map(String);
    if (effect !== 'Allow' && effect !== 'Deny') throw malformed('Invalid effect');
    if (field(statement, 'Condition') !== undefined) throw new S3Error('NotImplemented', 'Conditions of policies');
    if (actions.length === 0 || actions.some((action) => !/^(\*|s3:[\w*]+)$/.test(action))) {
      throw malformed('Policy has invalid action');
    }
    const arn = `arn:aws:s3:::${bucket}`;
    if (resources.length === 0 || resources.some((name) => name !== arn && !name.startsWith(`${arn}/`))) {
      throw malformed('Policy has invalid resource');
    }
    const isForAll = principal === '*' || list(field(principal, 'AWS')).includes('*');
    return { isAllow: effect === 'Allow', isForAll, actions, resources };
  });
}

/** "A bucket policy is considered public if it grants permissions to members outside of your account." */
export function isPublic(statements: readonly Statement[]): boolean {
  return statements.some(({ isAllow, isForAll }) => isAllow && isForAll);
}

/** An explicit Deny always wins; everybody in it includes the owner. */
export function decide(
  statements: readonly Statement[],
  action: string,
  resource: string,
): 'allow' | 'deny' | 'nothing' {
  const applying = statements.filter(
    ({ isForAll, actions, resources }) =>
      isForAll && actions.some((one) => matches(one, action)) && resources.some((one) => matches(one, resource)),
  );
  if (applying.some(({ isAllow }) => !isAllow)) return 'deny';
  return applying.length > 0 ? 'allow' : 'nothing';
}

function matches(pattern: string, text: string): boolean {
  const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, (char) =>
    char === '*' ? '.*' : char === '?' ? '.' : `\\${char}`,
  );
  return new RegExp(`^${source}$`, 's').test(text);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;
}

function list(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value];
}
