import { isIP } from 'node:net';
import { clientAddress } from '@infra/health';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { get } from './fakes.js';

const peer = { remoteAddress: '10.0.0.1' };
const forwarded = (value: string): Request => get('/', { headers: { 'x-forwarded-for': value } });

test('no header is trusted unless it is told how many proxies there are', () => {
  expect(clientAddress()(forwarded('1.2.3.4'), peer)).toBe('10.0.0.1');
  expect(clientAddress()(forwarded('1.2.3.4'))).toBeUndefined();
});

test('counts from the right: what a stranger wrote is on the left', () => {
  const header = forwarded('6.6.6.6, 1.2.3.4, 10.1.1.1');
  expect(clientAddress({ trustedProxies: 1 })(header, peer)).toBe('10.1.1.1');
  expect(clientAddress({ trustedProxies: 2 })(header, peer)).toBe('1.2.3.4');
  expect(clientAddress({ trustedProxies: 9 })(header, peer)).toBe('6.6.6.6');
  expect(clientAddress({ trustedProxies: 1 })(get('/'), peer)).toBe('10.0.0.1');
  const other = get('/', { headers: { 'x-real-ip': '1.2.3.4' } });
  expect(clientAddress({ trustedProxies: 1, header: 'x-real-ip' })(other, peer)).toBe('1.2.3.4');
});

test.each([
  ['1.2.3.4:8080', '1.2.3.4'],
  ['[2001:db8::1]:443', '2001:db8:0:0::/64'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::ffff:1.2.3.4', '1.2.3.4'],
  ['::FFFF:102:304', '1.2.3.4'],
  ['unknown', '10.0.0.1'],
  ['1.2.3.4.5', '10.0.0.1'],
  ['_hidden', '10.0.0.1'],
])('%s is %s', (text, expected) => {
  expect(clientAddress({ trustedProxies: 1 })(forwarded(text), peer)).toBe(expected);
});

test('two addresses of one /64 share a key, whatever they look like; nonsense is never a key', () => {
  const address = clientAddress({ trustedProxies: 1 });
  fc.assert(
    fc.property(fc.ipV6(), (ip) => {
      const key = address(forwarded(ip), peer);
      expect(key).toMatch(/^([0-9a-f]{1,4}:){4}:\/64$|^\d+\.\d+\.\d+\.\d+$/);
    }),
  );
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme-ascii', maxLength: 60 }).filter((text) => !text.includes(',')),
      (text) => {
        const bare = text.trim();
        if (isIP(bare) !== 0) return;
        const key = address(forwarded(text), peer) ?? '';
        expect(isIP(key.replace('/64', ''))).not.toBe(0);
      },
    ),
  );
});

test('a number of proxies that is none is refused', () => {
  expect(() => clientAddress({ trustedProxies: -1 })).toThrow('trustedProxies');
  expect(() => clientAddress({ trustedProxies: 1.5 })).toThrow('trustedProxies must be a whole number');
  expect(() => clientAddress({ header: '' })).toThrow('header');
});
