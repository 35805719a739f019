import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Check, Copy } from 'lucide-react';

/** Puts a text into the clipboard, and says that it did. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const clipboard = useClipboard({ timeout: 1_500 });
  const icon = clipboard.copied ? <Check size={13} aria-hidden="true" /> : <Copy size={13} aria-hidden="true" />;
  return (
    <Button
      size="xs"
      variant="default"
      className="nowrap copy-button"
      leftSection={icon}
      onClick={() => clipboard.copy(text)}
    >
      {clipboard.copied ? 'Copied' : `Copy ${what}`}
    </Button>
  );
}
