/**
 * The password of a URL's userinfo, up to the last `@` of the authority, as a URL parser has it. It starts at the literal
 * `://` and cannot run past the next `/`, so that the time stays linear whatever the text is.
 */
const URL_PASSWORD = /:\/\/([^\s/?#:]*):[^\s/?#]+@/g;

/** A token in place of the user name, as `https://<token>@host` has it. Other schemes name a user there (`ssh://git@…`). */
const HTTP_TOKEN = /(https?):\/\/[^\s/?#:@]+@/gi;

/** How far behind the cut is looked, so that no half of a password stays for want of its `@`. */
const LOOK_AHEAD = 4_096;

/** Censors what is secret in the URLs of a text. */
export function redactUrls(text: string, censor: string): string {
  if (!text.includes('://') || !text.includes('@')) return text;
  return text
    .replace(URL_PASSWORD, (_, user: string) => `://${user}:${censor}@`)
    .replace(HTTP_TOKEN, (_, scheme: string) => `${scheme}://${censor}@`);
}

/** At most `maxLength` of a text, its URLs censored, and a note of how much was cut. */
export function redactText(text: string, censor: string, maxLength: number): string {
  if (text.length <= maxLength) return redactUrls(text, censor);
  const kept = redactUrls(text.slice(0, maxLength + LOOK_AHEAD), censor).slice(0, maxLength);
  const last = kept.charCodeAt(kept.length - 1);
  const whole = last >= 0xd800 && last <= 0xdbff ? kept.slice(0, -1) : kept;
  return `${whole}[… ${text.length - whole.length} more characters]`;
}
