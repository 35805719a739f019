import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { count } from '../../../src/format.js';
import { SearchField } from '../ui/search-field.js';
import type { UrlState } from '../url-state.js';
import { PickTable, type Column, type PickRow } from './pick-table.js';

/** Under which names the link has what is asked for. */
export interface PagedKeys {
  readonly find: string;
  readonly page: string;
  readonly picked: string;
}

interface PagedTableProps {
  /** What its rows are: `order`. */
  readonly noun: string;
  readonly placeholder: string;
  readonly columns: readonly Column[];
  /** `undefined`: not there yet. */
  readonly rows: readonly PickRow[] | undefined;
  /** Absent on the last page. */
  readonly nextCursor: string | undefined;
  /** Whether there are more, on the next page or beyond what was searched. */
  readonly isMore: boolean;
  /** What else is to be said of how many there are. */
  readonly remark?: string;
  /** Where there are no rows: nothing is here, or nothing matches. */
  readonly empty: { readonly none: string; readonly noMatch: string };
  readonly keys: PagedKeys;
  readonly url: UrlState;
  /** What the rows are narrowed down by, behind the search. */
  readonly filters?: ReactNode;
  /** Why there are no rows, or that they are on their way. */
  readonly children?: ReactNode;
}

/** A page of what can be searched for, with a row to pick; what is asked for is in the link. */
export function PagedTable(props: PagedTableProps) {
  const {
    noun,
    placeholder,
    columns,
    rows,
    nextCursor,
    isMore,
    remark = '',
    empty,
    keys,
    url,
    filters,
    children,
  } = props;
  const find = url.values.get(keys.find) ?? '';
  const isFirst = !url.values.has(keys.page);
  const title = `${noun.charAt(0).toUpperCase()}${noun.slice(1)}`;
  return (
    <section className="panel job-table" aria-label={`${title}s`}>
      <div className="row files-head">
        <SearchField
          className="filter"
          label={`Find ${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`}
          placeholder={placeholder}
          value={find}
          onChange={(text) => url.set({ [keys.find]: text, [keys.page]: undefined })}
        />
        {filters}
        <span className="spacer" />
        {rows !== undefined && (
          <span className="muted nowrap" role="status">
            {rows.length === 1 ? `1 ${noun}` : `${count(rows.length)} ${noun}s`}
            {remark}
            {isMore && ', there are more'}
          </span>
        )}
      </div>
      {children}
      {rows?.length === 0 && <p className="muted files-note">{find === '' ? empty.none : empty.noMatch}</p>}
      {rows !== undefined && rows.length > 0 && (
        <PickTable
          label={`Table of the ${noun}s`}
          what={title}
          columns={columns}
          picked={url.values.get(keys.picked)}
          onPick={(picked) => url.set({ [keys.picked]: picked })}
          rows={rows}
        />
      )}
      {(nextCursor !== undefined || !isFirst) && (
        <div className="files-more row">
          <Button size="xs" variant="default" disabled={isFirst} onClick={() => url.set({ [keys.page]: undefined })}>
            First page
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={nextCursor === undefined}
            onClick={() => url.set({ [keys.page]: nextCursor })}
          >
            Next page
          </Button>
        </div>
      )}
    </section>
  );
}
