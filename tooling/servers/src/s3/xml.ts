/** What an element holds: text, elements by name, or several elements of one name. */
export type XmlContent = string | number | boolean | undefined | { readonly [name: string]: XmlContent | XmlContent[] };

export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Characters that XML 1.0 has no place for, not even as references. */
const NO_XML = /[^\t\n\r\u0020-\ufffd]/;

export function toXml(name: string, content: XmlContent): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(name, content)}`;
}

function element(name: string, content: XmlContent): string {
  if (content === undefined) return '';
  if (typeof content !== 'object') return `<${name}>${escape(String(content))}</${name}>`;
  const inner = Object.entries(content).flatMap(([child, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => element(child, one)),
  );
  return `<${name}>${inner.join('')}</${name}>`;
}

function escape(text: string): string {
  // A carriage return as such would be read as a line feed.
  return text.replace(/[&<>"]/g, (char) => ESCAPES[char] ?? char).replace(/\r/g, '&#13;');
}

function unescape(text: string): string {
  return text.replace(/&(#x[\da-f]+|#\d+|\w+);/gi, (whole, name: string) => {
    if (name.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)));
    return ENTITIES[name] ?? whole;
  });
}

/** Reads the documents that S3 clients send: elements and text; attributes are skipped. Undefined where it is no XML. */
export function parseXml(source: string): XmlElement | undefined {
  if (NO_XML.test(source)) return undefined;
  interface Open {
    readonly name: string;
    text: string;
    readonly children: XmlElement[];
  }
  const top: Open = { name: '', text: '', children: [] };
  const stack: Open[] = [top];
  for (const [token, closing, name, selfClosing] of source.matchAll(/<\?[^>]*\?>|<(\/?)([\w:]+)[^>]*?(\/?)>|[^<]+/g)) {
    const current = stack.at(-1);
    if (current === undefined) return undefined;
    if (name === undefined) {
      if (!token.startsWith('<?')) current.text += unescape(token);
    } else if (closing === '/') {
      if (current.name !== name) return undefined;
      stack.pop();
      stack.at(-1)?.children.push(current);
    } else if (selfClosing === '/') current.children.push({ name, text: '', children: [] });
    else stack.push({ name, text: '', children: [] });
  }
  const [root, ...more] = top.children;
  return stack.length === 1 && more.length === 0 ? root : undefined;
}

/** The text of the first child of that name. */
export function textOf(parent: XmlElement, name: string): string | undefined {
  return parent.children.find((child) => child.name === name)?.text;
}
