import { Component, type ReactNode } from 'react';
import { Failure } from './failure.js';

interface ErrorBoundaryProps {
  /** What does not work, when something in it fails. */
  readonly title: string;
  readonly children: ReactNode;
}

/** Keeps the failure of one part from taking the page with it, and says what failed. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === undefined ? this.props.children : <Failure title={this.props.title} error={error} />;
  }
}
