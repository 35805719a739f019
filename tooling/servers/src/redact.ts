/**
 * A connection URL that may be printed: scheme, host, port and path. User, password and query are left out,
 * and something that is no URL is not repeated at all, since it may be a secret that was pasted into the wrong variable.
 */
export function redactUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.host === '') return '(not a URL)';
  const credentials = url.username !== '' || url.password !== '' ? '***@' : '';
  return `${url.protocol}//${credentials}${url.host}${url.pathname}`;
}

/** The message of a failure with every secret of the connection URL blanked, raw and percent-decoded. */
export function redactMessage(error: unknown, url: string): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  if (!URL.canParse(url)) return message.replaceAll(url, '***');
  const { password, username, searchParams } = new URL(url);
  const secrets = [url, password, username, ...searchParams.values()].flatMap((secret) => [secret, decode(secret)]);
  return secrets
    .filter((secret) => secret !== '')
    .sort((a, b) => b.length - a.length)
    .reduce((text, secret) => text.replaceAll(secret, '***'), message);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
