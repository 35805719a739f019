/** The few parts of ASN.1's DER encoding (ITU-T X.690) that a certificate is made of. */
const TAG = { boolean: 0x01, integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, text: 0x0c, time: 0x17 } as const;
const SEQUENCE = 0x30;
const SET = 0x31;

function encode(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  // Up to 127 the length is its own byte; beyond, a byte with the number of length bytes comes first.
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  if (length > 0xffff) throw new RangeError('Nothing in a certificate is this long');
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

/** SEQUENCE. */
export const sequence = (...parts: readonly Uint8Array[]): Buffer => encode(SEQUENCE, Buffer.concat(parts));
/** SET of one element, which needs no sorting. */
export const setOfOne = (part: Uint8Array): Buffer => encode(SET, part);
/** BOOLEAN true; false is the default wherever a certificate has one, and defaults are left out. */
export const yes = (): Buffer => encode(TAG.boolean, Buffer.from([0xff]));
/** INTEGER from an unsigned big-endian number without leading zeros. */
export const integer = (bytes: Uint8Array): Buffer =>
  encode(TAG.integer, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
/** BIT STRING; `unused` counts the bits at the end that do not count. */
export const bitString = (bytes: Uint8Array, unused = 0): Buffer =>
  encode(TAG.bits, Buffer.concat([Buffer.from([unused]), bytes]));
/** OCTET STRING. */
export const octetString = (bytes: Uint8Array): Buffer => encode(TAG.octets, bytes);
/** UTF8String. */
export const text = (value: string): Buffer => encode(TAG.text, Buffer.from(value));
/** UTCTime, which reaches to the year 2049. */
export const time = (value: Date): Buffer =>
  encode(TAG.time, Buffer.from(`${value.toISOString().slice(2, 19).replace(/[-T:]/g, '')}Z`));
/** A context-specific element, `[number]`; constructed when it holds other elements. */
export const tagged = (number: number, content: Uint8Array, constructed: boolean): Buffer =>
  encode((constructed ? 0xa0 : 0x80) | number, content);

/** OBJECT IDENTIFIER from its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const digits = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      digits.unshift((left & 0x7f) | 0x80);
    return digits;
  });
  return encode(TAG.oid, Buffer.from(bytes));
}
