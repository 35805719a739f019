import { TextInput } from '@mantine/core';
import { Search } from 'lucide-react';

interface SearchFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly className: string;
  readonly value: string;
  /** `undefined`: nothing is searched for. */
  readonly onChange: (text: string | undefined) => void;
}

/** Where one types what to look for. */
export function SearchField({ label, placeholder, className, value, onChange }: SearchFieldProps) {
  return (
    <TextInput
      size="xs"
      className={className}
      aria-label={label}
      placeholder={placeholder}
      leftSection={<Search size={13} aria-hidden="true" />}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? undefined : currentTarget.value)}
    />
  );
}
