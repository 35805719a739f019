import { Alert } from '@mantine/core';
import { CircleAlert } from 'lucide-react';

/** Something did not work, and why. */
export function Failure({ title, error }: { readonly title: string; readonly error: unknown }) {
  return (
    <Alert
      className="failure"
      color="red"
      variant="light"
      role="alert"
      title={title}
      icon={<CircleAlert size={16} aria-hidden="true" />}
    >
      {error instanceof Error ? error.message : String(error)}
    </Alert>
  );
}
