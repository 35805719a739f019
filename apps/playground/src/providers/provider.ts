import type { Cache, HealthCheck, InfraError, Lifecycle, Logger } from '@infra/core';
import type { NeedView, PortName } from '../contract.js';
import type { BackingServers } from './backing-servers.js';

/** What each port gives to those who use it. */
export interface Ports {
  readonly cache: Cache & HealthCheck & Lifecycle;
  readonly logger: Logger & Lifecycle;
}

/** What a provider may use to make its adapter. */
export interface ProviderContext {
  readonly servers: BackingServers;
  /** For what fails in the background. */
  readonly onError: (error: InfraError) => void;
}

/** Something that must be there before a provider can be used. */
export interface Need {
  readonly title: string;
  /** Which backing server it is, where the playground can start one. */
  readonly server?: 'redis';
  /** How to get it, a step a line; commands are in backticks. */
  readonly howTo: readonly string[];
  /** Looks whether it is there. Starts and fetches nothing. */
  check(): Promise<Pick<NeedView, 'status' | 'finding'>>;
}

/** One way to serve a port. */
export interface Provider<T> {
  /** As in options and URLs: `redis`. */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** The npm package that it comes from. */
  readonly package: string;
  /** Absent: embedded, it needs nothing. */
  readonly need?: Need;
  make(context: ProviderContext): T | Promise<T>;
}

/** A port and everything that can serve it; the first provider is the default. */
export interface Port<T> {
  readonly title: string;
  /** Where it stands on the page. */
  readonly group: string;
  readonly summary: string;
  readonly providers: readonly [Provider<T>, ...Provider<T>[]];
}

/** Every port; a new adapter is one entry in one of them. */
export type PortRegistry = { readonly [Name in PortName]: Port<Ports[Name]> };
