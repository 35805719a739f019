import { unwrap } from '@infra/core';
import { withContext } from '@infra/observability';
import { whenStuck, type OrdersStep } from './world.js';

const LONGEST_MS = 10_000;

export const newsletter: OrdersStep = {
  name: 'newsletter',
  title: 'Newsletter and report',
  expectation: 'one job tells everybody; who cannot be told is data',
  units: () => 2,
  skip: whenStuck,
  async run({ ports, sound, poison, shop, run, carrier, signal }, step) {
    const { queue } = ports;
    const customers = [...sound, ...poison].map(({ customer }) => customer);
    const title = `News of ${run}`;
    const notifications = [...customers, 'nobody'].map((to) => ({ to, title, text: 'We have new products.' }));
    const options = { timeoutMs: LONGEST_MS, signal };
    // By it the shop knows whose job it is.
    const asRun = <T>(work: () => T): T => withContext(carrier, { run }, work);
    const batch = unwrap(await asRun(() => queue.add('notification.batch', { notifications }, options)));
    const sent = await queue.result(batch, options);
    signal.throwIfAborted();
    step.advance();
    if (!sent.ok) {
      step.expect(false, `the newsletter was not sent: ${sent.error.message}`);
      return;
    }
    const { done, failures } = sent.value;
    const told = shop.mailbox.notifications.filter((one) => one.title === title).length;
    step.expect(done === notifications.length, `${done} of ${notifications.length} were dealt with`);
    step.expect(told === customers.length, `${told} of ${customers.length} customers were told`);
    const codes = failures.map(({ code }) => code).join(', ');
    step.expect(codes === 'not_found', `the failures are ${codes === '' ? 'none' : codes}, and not that of nobody`);

    const text = `${told} customers told, ${failures.length} unknown.`;
    const mail = { to: 'owner@shop.example', subject: title, text };
    const report = unwrap(await asRun(() => queue.add('email.send', mail, options)));
    const mailed = await queue.result(report, options);
    step.advance();
    step.expect(mailed.ok, `the report was not sent: ${mailed.ok ? '' : mailed.error.message}`);
    step.note(text);
  },
};
