import { Button, Checkbox, TextInput } from '@mantine/core';
import { Upload as UploadIcon } from 'lucide-react';
import { useRef, useState, type SubmitEvent } from 'react';
import { bytes } from '../../../src/format.js';
import { Failure } from '../ui/failure.js';
import { useUpload } from './file-queries.js';

interface UploadFormProps {
  /** What is looked at: a new file goes there. */
  readonly prefix: string;
  readonly maxBytes: number;
}

/** Puts a file of this machine into the storage. What is there already stays, unless it is said that it may go. */
export function UploadForm({ prefix, maxBytes }: UploadFormProps) {
  const upload = useUpload();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const [key, setKey] = useState('');
  const [replace, setReplace] = useState(false);
  const tooLarge = file !== undefined && file.size > maxBytes;

  const choose = (chosen: File | undefined): void => {
    upload.reset();
    setFile(chosen);
    if (chosen !== undefined) setKey(`${prefix}${chosen.name}`);
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (file === undefined || tooLarge || upload.isPending) return;
    upload.mutate(
      { key, file, replace },
      {
        onSuccess() {
          setFile(undefined);
          setKey('');
          setReplace(false);
          if (input.current !== null) input.current.value = '';
        },
      },
    );
  };
  return (
    <section className="panel upload" aria-labelledby="upload-title">
      <h2 id="upload-title">Upload a file</h2>
      <form className="upload-form" onSubmit={submit}>
        <div className="upload-field">
          <label htmlFor="upload-file">File, at most {bytes(maxBytes)}</label>
          <input
            id="upload-file"
            ref={input}
            type="file"
            aria-describedby={tooLarge ? 'upload-too-large' : undefined}
            aria-invalid={tooLarge}
            onChange={({ currentTarget }) => choose(currentTarget.files?.[0])}
          />
        </div>
        <TextInput
          size="xs"
          className="upload-key"
          label="Key"
          placeholder="invoices/2026/0001.pdf"
          value={key}
          onChange={({ currentTarget }) => setKey(currentTarget.value)}
        />
        <Checkbox
          size="xs"
          label="Replace what is there"
          checked={replace}
          onChange={({ currentTarget }) => setReplace(currentTarget.checked)}
        />
        <Button
          type="submit"
          size="xs"
          leftSection={<UploadIcon size={13} aria-hidden="true" />}
          disabled={file === undefined || tooLarge}
          loading={upload.isPending}
        >
          Upload
        </Button>
      </form>
      <p role="status" className="upload-status">
        {upload.data !== undefined && file === undefined && (
          <>
            Stored <span className="mono">{upload.data.key}</span>, {bytes(upload.data.size)}.
          </>
        )}
      </p>
      {tooLarge && (
        <p id="upload-too-large" className="bad" role="alert">
          This file has {bytes(file.size)}; the playground takes {bytes(maxBytes)} at most. Choose a smaller one.
        </p>
      )}
      {upload.error !== null && <Failure title="Not stored: what was there is unchanged" error={upload.error} />}
    </section>
  );
}
