import type { Fault, FaultPlace } from '../contract.js';
import { faultPlaces } from '../shop/handler-names.js';
import { errorCodes, isErrorCode } from './fault-codes.js';
import { faultNumbers, noFault } from './fault-table.js';

// Faults as a word on the command line: `cache:latency=50:errors=20:code=timeout:for=30`, `storage:hang`, `queue:fulfil:errors=30`.

/** What differs from no fault at all. */
export function faultText(port: FaultPlace, fault: Fault): string {
  const words = faultNumbers
    .filter(({ field }) => fault[field] !== noFault[field])
    .map(({ word, field }) => `${word}=${fault[field]}`);
  const code = fault.code === noFault.code ? [] : [`code=${fault.code}`];
  return [port, ...words, ...code, ...(fault.hang ? ['hang'] : [])].join(':');
}

export type ReadFault =
  | { readonly ok: true; readonly port: FaultPlace; readonly fault: Fault }
  | { readonly ok: false; readonly problem: string };

/** Reads what `faultText` writes. */
export function faultIn(text: string): ReadFault {
  // The name of a handler begins with that of its port: the longer one is meant.
  const port = faultPlaces.findLast((place) => text === place || text.startsWith(`${place}:`));
  if (port === undefined) {
    return wrong(`"${text.split(':')[0]}" cannot be broken; these can: ${faultPlaces.join(', ')}`);
  }
  const words = text.slice(port.length).split(':').slice(1);
  let fault: Fault = noFault;
  for (const word of words) {
    const [name = '', value] = word.split('=');
    const number = faultNumbers.find((candidate) => candidate.word === name);
    if (name === 'hang' && value === undefined) fault = { ...fault, hang: true };
    else if (name === 'code') {
      if (value === undefined || !isErrorCode(value)) return wrong(`code must be one of ${errorCodes.join(', ')}`);
      fault = { ...fault, code: value };
    } else if (number === undefined) {
      const names = [...faultNumbers.map((other) => `${other.word}=`), 'code=', 'hang'].join(', ');
      return wrong(`"${name}" is nothing that can be wrong; there are: ${names}`);
    } else {
      const amount = /^\d+$/.test(value ?? '') ? Number(value) : Number.NaN;
      if (!(amount <= number.max)) return wrong(`${name} must be a whole number from 0 to ${number.max}`);
      fault = { ...fault, [number.field]: amount };
    }
  }
  return { ok: true, port, fault };
}

function wrong(problem: string): ReadFault {
  return { ok: false, problem };
}
