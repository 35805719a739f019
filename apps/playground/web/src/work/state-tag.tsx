import type { JobState } from '@infra/core';
import { Tag, type Tone } from '../ui/tag.js';

const TONES: Readonly<Record<JobState, Tone>> = {
  ...{ waiting: 'neutral', active: 'accent', delayed: 'neutral', failed: 'warn', dead: 'bad', completed: 'good' },
};

/** The state of a job, in its colour. */
export function StateTag({ state }: { readonly state: JobState }) {
  return <Tag tone={TONES[state]}>{state}</Tag>;
}
