import { Component, type ErrorInfo, type ReactNode } from 'react';
import { PanelFailure } from './panel.tsx';

interface State {
  readonly broken: boolean;
}

interface Props {
  readonly children: ReactNode;
  /** A new value gives what failed another chance, for instance the address of the page. */
  readonly resetKey?: string;
}

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { broken: false };

  static getDerivedStateFromError(): State {
    return { broken: true };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.broken && before.resetKey !== this.props.resetKey) this.setState({ broken: false });
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <PanelFailure
        title="This part stopped working"
        message="The rest of the page goes on."
        onRetry={() => this.setState({ broken: false })}
      />
    );
  }
}
