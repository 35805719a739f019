/** Names of one format, beside the one that is recognised (first): old ones, unregistered ones, and kinds that share a signature. */
const SAME: readonly (readonly string[])[] = [
  ['image/jpeg', 'image/jpg', 'image/pjpeg'],
  ['image/png', 'image/apng', 'image/x-png', 'image/vnd.mozilla.apng'],
  ['image/bmp', 'image/x-ms-bmp', 'image/x-bmp'],
  ['image/x-icon', 'image/vnd.microsoft.icon'],
  ['image/heic', 'image/heif', 'image/heic-sequence', 'image/heif-sequence'],
  ['image/vnd.adobe.photoshop', 'image/x-photoshop', 'application/x-photoshop'],
  ['video/mp4', 'audio/mp4', 'application/mp4', 'audio/x-m4a', 'audio/m4a', 'video/x-m4v'],
  ['video/3gpp', 'audio/3gpp', 'video/3gpp2', 'audio/3gpp2'],
  ['video/webm', 'audio/webm', 'video/matroska', 'video/x-matroska', 'audio/matroska', 'audio/x-matroska'],
  ['audio/ogg', 'video/ogg', 'application/ogg', 'audio/opus', 'audio/vorbis'],
  ['video/mpeg', 'video/mp1s', 'video/mp2p'],
  ['video/vnd.avi', 'video/x-msvideo', 'video/avi', 'video/msvideo'],
  ['video/x-ms-asf', 'audio/x-ms-asf', 'application/vnd.ms-asf', 'video/x-ms-wmv', 'audio/x-ms-wma'],
  ['audio/mpeg', 'audio/mp3', 'audio/x-mp3', 'audio/mpeg3'],
  ['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave'],
  ['audio/flac', 'audio/x-flac'],
  ['audio/aiff', 'audio/x-aiff'],
  ['audio/aac', 'audio/x-aac', 'audio/aacp'],
  ['audio/midi', 'audio/mid', 'audio/x-midi'],
  ['application/gzip', 'application/x-gzip', 'application/x-tgz', 'application/x-compressed-tar'],
  ['application/zip', 'application/x-zip-compressed'],
  ['application/x-bzip2', 'application/x-bzip'],
  ['application/x-rar-compressed', 'application/vnd.rar', 'application/x-rar'],
  ['application/x-sqlite3', 'application/vnd.sqlite3'],
  ['application/rtf', 'text/rtf'],
  ['application/postscript', 'application/eps'],
  ['application/x-msdownload', 'application/vnd.microsoft.portable-executable', 'application/x-dosexec'],
  ['font/ttf', 'font/otf', 'font/sfnt', 'font/collection', 'application/x-font-ttf', 'application/x-font-otf'],
  ['font/woff', 'application/font-woff', 'application/x-font-woff'],
  ['font/woff2', 'application/font-woff2'],
];

const CANONICAL: ReadonlyMap<string, string> = new Map(
  SAME.flatMap((names) => names.map((name) => [name, names[0] ?? name] as const)),
);

/** The one name of a format that has several. */
export function canonical(type: string): string {
  return CANONICAL.get(type) ?? type;
}

const OFFICE =
  /^application\/vnd\.(?:openxmlformats-officedocument|oasis\.opendocument|ms-[a-z]+\.[a-z.]*macroenabled)/;
const ZIP_BASED = new Set([
  'application/epub+zip',
  'application/java-archive',
  'application/vnd.android.package-archive',
  'application/vnd.google-earth.kmz',
  'application/vnd.visio',
  'application/x-xpinstall',
  'model/3mf',
]);
const CFB_BASED = new Set([
  'application/msword',
  'application/vnd.ms-excel',
  'application/vnd.ms-outlook',
  'application/vnd.ms-powerpoint',
  'application/vnd.visio',
  'application/x-msi',
]);

/** What a format of its own is packed in, where its first bytes may show only that. */
export function containersOf(type: string): readonly string[] {
  const containers: string[] = [];
  if (ZIP_BASED.has(type) || OFFICE.test(type) || type.endsWith('+zip')) containers.push('application/zip');
  if (CFB_BASED.has(type)) containers.push('application/x-cfb');
  return containers;
}

const TEXTUAL = new Set([
  'application/javascript',
  'application/json',
  'application/sql',
  'application/toml',
  'application/x-javascript',
  'application/x-ndjson',
  'application/x-sh',
  'application/x-yaml',
  'application/xml',
  'application/yaml',
]);

/** Text is known by nothing in its first bytes. */
export function isText(type: string): boolean {
  return type.startsWith('text/') || TEXTUAL.has(type) || type.endsWith('+xml') || type.endsWith('+json');
}

export function isXml(type: string): boolean {
  return type === 'text/xml' || type === 'application/xml' || type === 'text/html' || type.endsWith('+xml');
}

/** Formats with a signature that not every good file shows in its first bytes. */
export const SHY: ReadonlySet<string> = new Set([
  'application/pgp-encrypted',
  'application/x-apple-diskimage',
  'application/x-esri-shape',
  'application/x.autodesk.fbx',
  'application/x-ms-regedit',
  'model/stl',
]);
