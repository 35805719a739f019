import { Button } from '@mantine/core';
import { RefreshCw } from 'lucide-react';
import { useEffect } from 'react';
import { Failure } from '../ui/failure.js';
import { Loading } from '../ui/loading.js';
import { SearchField } from '../ui/search-field.js';
import { useWorkbench, type Workbench } from '../use-workbench.js';
import { refreshFiles, useFiles } from './file-queries.js';
import { FileTable } from './file-table.js';
import { UploadForm } from './upload-form.js';

/** The files of the storage that is in use: put some in, look, take them out, hand them on. */
export default function StoragePage() {
  const { bench, error } = useWorkbench();
  useEffect(() => {
    document.title = 'Storage · Infra playground';
  }, []);
  if (error !== undefined) return <Failure title="The playground could not be loaded" error={error} />;
  return bench === undefined ? <Loading what="the storage" /> : <Storage bench={bench} />;
}

function Storage({ bench: { applied, ports, url } }: { readonly bench: Workbench }) {
  const prefix = url.values.get('prefix') ?? '';
  const files = useFiles(applied.hash, prefix);
  const pages = files.data?.pages ?? [];
  const [first] = pages;
  const all = pages.flatMap((page) => page.files);
  const name = applied.composition.storage;
  const provider = ports
    .find((port) => port.name === 'storage')
    ?.providers.find((candidate) => candidate.name === name);
  return (
    <div className="page">
      <div className="page-head">
        <h1>Storage</h1>
        <p className="muted">
          The files of <strong>{provider?.title ?? name}</strong>. {provider?.summary}
        </p>
      </div>
      {/* Another composition has other files: what was typed or made for the ones before is not for these. */}
      <div className="storage-grid" key={applied.hash}>
        {first !== undefined && <UploadForm prefix={prefix} maxBytes={first.maxBytes} />}
        <section className="panel files" aria-label="Files">
          <div className="row files-head">
            <SearchField
              className="filter"
              label="Only keys that begin with"
              placeholder="Keys that begin with…"
              value={prefix}
              onChange={(text) => url.set({ prefix: text })}
            />
            <span className="spacer" />
            <span className="muted nowrap" role="status">
              {all.length === 1 ? '1 file' : `${all.length}${files.hasNextPage ? '+' : ''} files`}
            </span>
            <Button
              size="xs"
              variant="default"
              leftSection={<RefreshCw size={13} aria-hidden="true" />}
              onClick={() => void refreshFiles()}
            >
              Refresh
            </Button>
          </div>
          {files.error !== null && <Failure title="The files could not be listed" error={files.error} />}
          {first === undefined && files.error === null && <Loading what="the files" />}
          {first !== undefined && <FileTable files={all} signedLinks={first.signedLinks} filtered={prefix !== ''} />}
          {files.hasNextPage && (
            <div className="files-more">
              <Button
                size="xs"
                variant="default"
                loading={files.isFetchingNextPage}
                onClick={() => void files.fetchNextPage()}
              >
                More files
              </Button>
            </div>
          )}
        </section>
      </div>
    </div>
  );
}
