import { Button } from '@mantine/core';
import { useState } from 'react';
import type { FileView } from '../../../src/contract.js';
import { bytes } from '../../../src/format.js';
import { Failure } from '../ui/failure.js';
import { downloadOf, useDelete, useLink } from './file-queries.js';
import { SignedLink } from './signed-link.js';

interface FileTableProps {
  readonly files: readonly FileView[];
  readonly signedLinks: boolean;
  /** Whether there may be more that do not match. */
  readonly filtered: boolean;
}

/** The files, and what can be done with each. */
export function FileTable({ files, signedLinks, filtered }: FileTableProps) {
  const link = useLink();
  const remove = useDelete();
  /** The key of the file that would be deleted by another press. */
  const [doomed, setDoomed] = useState<string>();
  if (files.length === 0) {
    const none = filtered
      ? 'No key begins with this.'
      : 'There are no files. Upload one, or run the scenario: it cleans up after itself.';
    return <p className="muted files-note">{none}</p>;
  }
  return (
    <>
      {!signedLinks && (
        <p className="muted files-note">
          This provider has no signed links: files are downloaded through the playground.
        </p>
      )}
      {link.error !== null && <Failure title="No link was made" error={link.error} />}
      {link.data !== undefined && <SignedLink link={link.data} name={link.variables} />}
      {remove.error !== null && <Failure title="Not deleted" error={remove.error} />}
      <div className="scroll-x" tabIndex={0} role="group" aria-label="Table of the files">
        <table>
          <thead>
            <tr>
              <th scope="col">Key</th>
              <th scope="col" className="number">
                Size
              </th>
              <th scope="col" className="hide-small">
                Modified
              </th>
              <th scope="col">Actions</th>
            </tr>
          </thead>
          <tbody>
            {files.map(({ key, size, lastModified }) => (
              <tr key={key}>
                <th scope="row" className="mono file-key">
                  {key}
                </th>
                <td className="number">{bytes(size)}</td>
                <td className="nowrap hide-small">
                  <time dateTime={lastModified}>{new Date(lastModified).toLocaleString('en-GB')}</time>
                </td>
                <td>
                  <div className="file-actions">
                    <Button
                      component="a"
                      size="compact-xs"
                      variant="default"
                      href={downloadOf(key)}
                      download={key.slice(key.lastIndexOf('/') + 1) || 'file'}
                      aria-label={`Download ${key}`}
                    >
                      Download
                    </Button>
                    {signedLinks && (
                      <Button
                        size="compact-xs"
                        variant="default"
                        loading={link.isPending && link.variables === key}
                        onClick={() => link.mutate(key)}
                        aria-label={`Make a signed link to ${key}`}
                      >
                        Signed link
                      </Button>
                    )}
                    <Button
                      size="compact-xs"
                      variant={doomed === key ? 'filled' : 'outline'}
                      color="red"
                      loading={remove.isPending && remove.variables === key}
                      onClick={() => {
                        if (doomed === key) remove.mutate(key);
                        setDoomed(doomed === key ? undefined : key);
                      }}
                      onBlur={() => setDoomed(undefined)}
                      aria-label={doomed === key ? `Really delete ${key}` : `Delete ${key}`}
                    >
                      {doomed === key ? 'Really delete' : 'Delete'}
                    </Button>
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
