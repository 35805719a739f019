import type { ReactNode } from 'react';

export interface Column {
  readonly title: string;
  readonly className?: string;
}

export interface PickRow {
  /** What the link says when it is picked. */
  readonly key: string;
  /** The id itself where nothing else tells rows apart; else the end of the id stands behind it. */
  readonly name: string;
  readonly id: string;
  /** One for each column. */
  readonly cells: readonly ReactNode[];
}

interface PickTableProps {
  readonly label: string;
  /** What its rows are. */
  readonly what: string;
  readonly columns: readonly Column[];
  readonly rows: readonly PickRow[];
  readonly picked: string | null;
  /** `undefined`: none any more. */
  readonly onPick: (key: string | undefined) => void;
}

/** Rows of which one can be looked at. */
export function PickTable({ label, what, columns, rows, picked, onPick }: PickTableProps) {
  return (
    <div className="scroll-x" tabIndex={0} role="group" aria-label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">{what}</th>
            {columns.map(({ title, className }) => (
              <th key={title} scope="col" className={className}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, id, cells }) => (
            <tr key={key} className={key === picked ? 'selected' : undefined}>
              <th scope="row">
                <button
                  type="button"
                  className="step-name mono"
                  aria-pressed={key === picked}
                  title={id}
                  onClick={() => onPick(key === picked ? undefined : key)}
                >
                  {name}
                  {name !== id && <span className="muted"> …{id.slice(-6)}</span>}
                </button>
              </th>
              {columns.map(({ title, className }, index) => (
                <td key={title} className={className}>
                  {cells[index]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** When something was. */
export function Clock({ at }: { readonly at: string }) {
  return <time dateTime={at}>{new Date(at).toLocaleTimeString('en-GB')}</time>;
}
