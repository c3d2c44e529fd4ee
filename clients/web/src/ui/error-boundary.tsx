import { Component, type ErrorInfo, type ReactNode } from 'react';
import { PanelFailure } from './panel.tsx';

interface State {
  readonly broken: boolean;
}

export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { broken: false };

  static getDerivedStateFromError(): State {
    return { broken: true };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
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
