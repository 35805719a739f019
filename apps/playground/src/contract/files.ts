// Part of what server and page say to each other: the Storage area.

export interface FileView {
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  /** ISO 8601. */
  readonly lastModified: string;
}

/** `GET /api/storage?prefix=&cursor=`: one page, in the order of the keys. */
export interface FilesView {
  readonly provider: string;
  /** Whether this provider makes signed links. */
  readonly signedLinks: boolean;
  /** The largest file that can be uploaded here, in bytes. */
  readonly maxBytes: number;
  readonly files: readonly FileView[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

/** `POST /api/storage/links` */
export interface LinkView {
  /** Whoever has it may read the file, until it expires. */
  readonly url: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}
