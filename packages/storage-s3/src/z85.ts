// Five characters for four bytes, where base64 takes five and a third: 1,536 bytes of metadata, encoded, stay below S3's 2 kB.
// The alphabet is ZeroMQ's Z85, which has no character that is special in a header.

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';

/** `n` bytes become `n * 5 / 4` characters, rounded up. */
export function encodeZ85(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 4) {
    const group = bytes.subarray(start, start + 4);
    let value = 0;
    for (let index = 0; index < 4; index += 1) value = value * 256 + (group[index] ?? 0);
    let digits = '';
    for (let index = 0; index < 5; index += 1) {
      digits = `${ALPHABET.charAt(value % 85)}${digits}`;
      value = Math.floor(value / 85);
    }
    // As in ASCII85, a group of n bytes needs n + 1 characters.
    text += digits.slice(0, group.length + 1);
  }
  return text;
}

/** Undefined for what `encodeZ85` did not make. */
export function decodeZ85(text: string): Buffer | undefined {
  const bytes: number[] = [];
  for (let start = 0; start < text.length; start += 5) {
    const group = text.slice(start, start + 5);
    let value = 0;
    for (let index = 0; index < 5; index += 1) {
      // Rounding up: the characters that were cut off may have been anything.
      const digit = index < group.length ? ALPHABET.indexOf(group.charAt(index)) : 84;
      if (digit === -1) return undefined;
      value = value * 85 + digit;
    }
    if (value > 0xffff_ffff + 84 * 85 ** 3 || group.length === 1) return undefined;
    const whole = [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256);
    bytes.push(...whole.slice(0, group.length - 1));
  }
  const decoded = Buffer.from(bytes);
  return encodeZ85(decoded) === text ? decoded : undefined;
}
