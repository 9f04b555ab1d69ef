/** Keeps a fault in one page from leaving an empty screen. The stored round is untouched, so a reload takes it up. */
import { Component, type ComponentChildren } from 'preact';
import { text } from '../preferences.ts';

interface GuardState {
  readonly crashed: boolean;
}

export class CrashGuard extends Component<{ readonly children: ComponentChildren }, GuardState> {
  override state: GuardState = { crashed: false };

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ crashed: true });
  }

  override render() {
    if (!this.state.crashed) return this.props.children;
    const t = text.value.shell;
    return (
      <div class="notice" role="alert">
        <p>{t.crashed}</p>
        <button type="button" class="button" onClick={() => location.reload()}>
          {t.reload}
        </button>
      </div>
    );
  }
}
