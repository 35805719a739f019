/** Keys whose value is a secret by convention. Compared without regard to case, `-` and `_`. */
export const DEFAULT_REDACT_KEYS: readonly string[] = [
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'passcode',
  'otp',
  'secret',
  'secretKey',
  'secretAccessKey',
  'clientSecret',
  'appSecret',
  'apiSecret',
  'sharedSecret',
  'signingSecret',
  'webhookSecret',
  'token',
  'accessToken',
  'refreshToken',
  'idToken',
  'authToken',
  'apiToken',
  'bearerToken',
  'sessionToken',
  'securityToken',
  'csrfToken',
  'xsrfToken',
  'jwt',
  'authorization',
  'proxyAuthorization',
  'apiKey',
  'accessKey',
  'privateKey',
  'signingKey',
  'encryptionKey',
  'xApiKey',
  'xAuthToken',
  'xCsrfToken',
  'xAmzSecurityToken',
  'cookie',
  'cookies',
  'setCookie',
  'credentials',
  'connectionString',
  'creditCard',
  'creditCardNumber',
  'cardNumber',
  'cvv',
  'cvc',
  'ssn',
  'socialSecurityNumber',
];

/** Keys repeat from line to line; a hostile stream of ever new ones must not fill the memory. */
const MEMO_SIZE = 1_000;
const MEMO_KEY_LENGTH = 64;

function normalise(key: string): string {
  return key.toLowerCase().replaceAll('-', '').replaceAll('_', '');
}

/** Which keys are secret, and what is written in place of their values. */
export interface Secrets {
  /** Whether a key names a secret: `apiKey`, `api_key` and `API-KEY` are one. */
  has(key: string): boolean;
  readonly censor: string;
}

export function createSecrets(keys: readonly string[], censor: string): Secrets {
  const names = new Set(keys.map(normalise));
  const memo = new Map<string, boolean>();
  return {
    censor,
    has(key) {
      const known = memo.get(key);
      if (known !== undefined) return known;
      const secret = names.has(normalise(key));
      if (key.length <= MEMO_KEY_LENGTH && memo.size < MEMO_SIZE) memo.set(key, secret);
      return secret;
    },
  };
}
