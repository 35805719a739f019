import { CopyButton } from '../ui/copy-button.js';
import type { LinkView } from '../../../src/contract.js';

/** A link that somebody without credentials can open, for a while. */
export function SignedLink({ link, name }: { readonly link: LinkView; readonly name: string }) {
  return (
    <div className="note signed-link" role="status">
      <p>
        <a href={link.url} target="_blank" rel="noreferrer">
          Open {name}
        </a>{' '}
        · whoever has this link may read the file until {new Date(link.expiresAt).toLocaleTimeString('en-GB')}.
      </p>
      <div className="row">
        <code className="ellipsis">{link.url}</code>
        <CopyButton text={link.url} what="link" />
      </div>
    </div>
  );
}
