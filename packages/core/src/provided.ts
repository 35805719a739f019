/** Whatever stands for a provider: the name labels its errors, metrics and traces. */
export interface Provided {
  /** As in `InfraError.provider`: `redis`, `memory`. */
  readonly provider: string;
}
