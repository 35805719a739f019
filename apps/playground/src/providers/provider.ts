import type { InfraError, LogLevel } from '@infra/core';
import type { NeedView, ProviderCode } from '../contract.js';
import type { Instruments } from '../operate/instruments.js';
import type { BackingServers, ServerKind } from './backing-servers.js';

/** What a person may say about the log lines, whoever writes them. */
export interface LogSettings {
  /** The lightest level that is written. Absent: the provider's own choice. */
  readonly level?: LogLevel | undefined;
  /** Keys whose values are secret, beside the usual ones. */
  readonly redact: readonly string[];
}

/** What is the same for all compositions of this process. */
export interface Surroundings extends Instruments {
  readonly servers: BackingServers;
  readonly log: LogSettings;
  /** A folder for what outlives the process. It need not exist. */
  readonly dataFolder: string;
  /** Under which address this process answers signed links; absent: it answers nobody. */
  readonly linksUrl?: string | undefined;
}

/** What a provider may use to make its adapter. */
export interface ProviderContext extends Surroundings {
  /** For what fails in the background. */
  readonly onError: (error: InfraError) => void;
}

/** Something that must be there before a provider can be used. */
export interface Need {
  readonly title: string;
  /** Which backing server it is, where the playground can start one. */
  readonly server?: ServerKind;
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
  /** For the copyable composition. */
  readonly code: ProviderCode;
  /** Absent: embedded, it needs nothing. */
  readonly need?: Need;
  /** Whether it makes links that this process has to answer. */
  readonly servesLinks?: true;
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
