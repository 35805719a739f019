import { expect, test } from 'vitest';
import { createStandardDestination } from '../src/standard-destination.js';

/** A descriptor that takes what each answer allows: a number of bytes, or a refusal with this code. */
function scripted(...answers: readonly (number | string)[]): { text(): string; write: (line: string) => unknown } {
  const queue = [...answers];
  let text = '';
  const destination = createStandardDestination(1, (_descriptor, bytes, offset) => {
    const answer = queue.shift() ?? Infinity;
    if (typeof answer === 'string') throw Object.assign(new Error(answer), { code: answer });
    const taken = bytes.subarray(offset, offset + answer);
    text += new TextDecoder().decode(taken);
    return taken.length;
  });
  return { text: () => text, write: (line) => destination.write(line) };
}

test('a descriptor that takes a few bytes at a time gets the whole line', () => {
  const { write, text } = scripted(3, 1, 2);
  write('whole line\n');
  expect(text()).toBe('whole line\n');
});

test('a full pipe is waited for, not given up', () => {
  const { write, text } = scripted('EAGAIN', 4, 'EAGAIN', 'EINTR', 'EAGAIN');
  const started = performance.now();
  write('whole line\n');
  expect(text()).toBe('whole line\n');
  expect(performance.now() - started).toBeGreaterThan(5);
});

test('any other failure is thrown', () => {
  expect(() => scripted('EPIPE').write('line\n')).toThrow('EPIPE');
});

test('after a line of which a part was written, the next one begins on a line of its own', () => {
  const { write, text } = scripted(4, 'ENOSPC', 'ENOSPC');
  expect(() => write('torn line\n')).toThrow('ENOSPC');
  expect(() => write('lost line\n')).toThrow('ENOSPC');
  write('next\n');
  write('last\n');
  expect(text()).toBe('torn\nnext\nlast\n');
});
