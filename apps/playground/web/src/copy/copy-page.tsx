import { useEffect } from 'react';
import { compositionFile } from '../../../src/composition/composition-file.js';
import { CopyButton } from '../ui/copy-button.js';
import { Failure } from '../ui/failure.js';
import { Loading } from '../ui/loading.js';
import { useWorkbench } from '../use-workbench.js';

/** What is composed here, as a file and a command for a program of one's own. */
export default function CopyPage() {
  const { bench, error } = useWorkbench();
  useEffect(() => {
    document.title = 'Copy · Infra playground';
  }, []);
  if (error !== undefined) return <Failure title="The playground could not be loaded" error={error} />;
  if (bench === undefined) return <Loading what="the composition" />;
  const { install, text } = compositionFile(bench.draft, bench.ports);
  return (
    <div className="page">
      <div className="page-head">
        <h1>Copy</h1>
        <p className="muted">What is chosen in Compose, for your own service. Secrets are read from the environment.</p>
      </div>
      <div className="storage-grid">
        <section className="panel copy-line" aria-label="Install">
          <code tabIndex={0} role="group" aria-label="Install command">
            {install}
          </code>
          <CopyButton text={install} what="command" />
        </section>
        <section className="panel" aria-labelledby="copy-file">
          <div className="row copy-head">
            <h2 id="copy-file" className="mono">
              compose.ts
            </h2>
            <span className="spacer" />
            <CopyButton text={text} what="file" />
          </div>
          <pre className="copy-file" tabIndex={0} role="group" aria-label="The file">
            <code>{text}</code>
          </pre>
        </section>
      </div>
    </div>
  );
}
