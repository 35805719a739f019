import { Alert } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { ApiError } from '../api/client.js';
import { Tag } from './tag.js';

/** Something did not work: its code, why, and what to do, as far as that is known. */
export function Failure({ title, error }: { readonly title: string; readonly error: unknown }) {
  const { code, advice } = error instanceof ApiError ? error : {};
  return (
    <Alert
      className="failure"
      color="red"
      variant="light"
      role="alert"
      title={title}
      icon={<CircleAlert size={16} aria-hidden="true" />}
    >
      {code !== undefined && <Tag tone="bad">{code}</Tag>} {error instanceof Error ? error.message : String(error)}
      {advice !== undefined && <div>{advice}</div>}
    </Alert>
  );
}
