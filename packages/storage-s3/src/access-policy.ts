/** One statement of a bucket policy; what is not understood is kept as it is. */
type Statement = Readonly<Record<string, unknown>>;

interface Policy {
  readonly Version?: unknown;
  readonly Statement?: readonly Statement[] | Statement;
}

const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

function statementsOf(policy: string | undefined): readonly Statement[] {
  const parsed = (policy === undefined ? {} : JSON.parse(policy)) as Policy;
  return list(parsed.Statement) as readonly Statement[];
}

/** Whether the statement lets anybody read every object of the bucket. */
function isPublicRead({ Effect, Principal, Action, Resource, Condition }: Statement): boolean {
  const aws: unknown = typeof Principal === 'object' && Principal !== null ? Reflect.get(Principal, 'AWS') : Principal;
  return (
    Effect === 'Allow' &&
    Condition === undefined &&
    list(aws).includes('*') &&
    list(Action).some((action) => action === 's3:GetObject' || action === 's3:*' || action === '*') &&
    list(Resource).some((resource) => typeof resource === 'string' && resource.endsWith('/*'))
  );
}

export function allowsPublicRead(policy: string | undefined): boolean {
  return statementsOf(policy).some(isPublicRead);
}

/** The policy with public reading and everything else that it said. */
export function withPublicRead(policy: string | undefined, bucket: string, region: string): string {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  const statement: Statement = {
    Sid: 'PublicRead',
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: `arn:${partition}:s3:::${bucket}/*`,
  };
  return policyOf([...statementsOf(policy).filter((one) => !isPublicRead(one)), statement]);
}

/** The policy without public reading; undefined where nothing else is left. */
export function withoutPublicRead(policy: string | undefined): string | undefined {
  const kept = statementsOf(policy).filter((one) => !isPublicRead(one));
  return kept.length === 0 ? undefined : policyOf(kept);
}

function policyOf(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
