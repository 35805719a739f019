import type { StandardSchemaV1 } from '@infra/core';
import { z } from 'zod';
import type { SendBatchJob } from '../processors/send-batch.js';
import type { SendEmailJob } from '../processors/send-email.js';
import type { SendNotificationJob } from '../processors/send-notification.js';

/** What somebody has ordered. */
export interface Order {
  /** The run that it belongs to. */
  readonly run: string;
  readonly order: string;
  readonly customer: string;
  readonly items: number;
  /** How it is written. The handler knows 1; 2 is poison to it until it is mended. */
  readonly format: number;
  /** Whether the carrier hangs up, the first time, when the parcel has already left. */
  readonly hangsUp: boolean;
}

export interface Parcel {
  readonly run: string;
  readonly order: string;
  readonly customer: string;
  readonly parcel: string;
}

/** The events of the shop. */
export interface ShopEvents {
  readonly 'order.placed': Order;
  readonly 'order.fulfilled': Parcel;
}

/** Who wants to know of them. */
export type EventGroupName = 'fulfilment' | 'notifications' | 'audit';

/** The jobs of the shop: one of its own, and those of the ready-made processors. */
export interface ShopJobs {
  readonly fulfil: { readonly payload: Order; readonly result: { readonly parcel: string } };
  readonly 'notification.send': SendNotificationJob;
  readonly 'notification.batch': SendBatchJob;
  readonly 'email.send': SendEmailJob;
}

const text = z.string().min(1).max(1_000);
const order = z.strictObject({
  ...{ run: text, order: text, customer: text },
  items: z.int().min(1).max(100),
  format: z.int().min(1).max(2),
  hangsUp: z.boolean(),
});
const parcel = z.strictObject({ run: text, order: text, customer: text, parcel: text });
const notification = z.strictObject({ to: text, title: text, text });

/** What may be added: an edited payload is judged by them as well. */
export const jobSchemas: { readonly [N in keyof ShopJobs]: StandardSchemaV1<unknown, ShopJobs[N]['payload']> } = {
  fulfil: order,
  'notification.send': notification,
  'notification.batch': z.strictObject({ notifications: z.array(notification).max(5_000) }),
  'email.send': z.strictObject({ to: z.email(), subject: text, text }),
};

/** What may be published. */
export const eventSchemas: { readonly [T in keyof ShopEvents]: StandardSchemaV1<unknown, ShopEvents[T]> } = {
  'order.placed': order,
  'order.fulfilled': parcel,
};
