/** Language, appearance, keyboard, and what is stored on the device. */
import { useState } from 'preact/hooks';
import { forgetEverything } from '../app-state.ts';
import { settingsStore, text } from '../preferences.ts';
import { announce } from '../ui/announcer.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { RadioField } from '../ui/radio-field.tsx';

export function SettingsPage() {
  const t = text.value.settings;
  const { language, theme, shortcuts } = settingsStore.settings.value;
  return (
    <section class="sheet stack">
      <PageTitle>{t.title}</PageTitle>
      <RadioField
        legend={t.language}
        name="language"
        value={language}
        options={[
          { value: 'system', label: t.system },
          { value: 'ja', label: '日本語', lang: 'ja' },
          { value: 'en', label: 'English', lang: 'en' },
        ]}
        onChange={(value) => settingsStore.change({ language: value })}
      />
      <RadioField
        legend={t.theme}
        name="theme"
        value={theme}
        options={[
          { value: 'system', label: t.system },
          { value: 'light', label: t.light },
          { value: 'dark', label: t.dark },
        ]}
        onChange={(value) => settingsStore.change({ theme: value })}
      />
      <fieldset class="field">
        <legend>{t.keyboard}</legend>
        <label class="check">
          <input
            type="checkbox"
            checked={shortcuts}
            onChange={(event) => settingsStore.change({ shortcuts: event.currentTarget.checked })}
          />
          <span>{t.shortcuts}</span>
        </label>
      </fieldset>
      <DeviceSection />
    </section>
  );
}

function DeviceSection() {
  const [step, setStep] = useState<'offer' | 'sure' | 'done'>('offer');
  const t = text.value.settings;
  const forget = (): void => {
    forgetEverything();
    setStep('done');
    announce(text.peek().settings.forgotten);
  };
  return (
    <section class="field" aria-labelledby="device-title">
      <h2 id="device-title">{t.device}</h2>
      <p class="quiet">{t.deviceText}</p>
      {step === 'offer' && (
        <button type="button" class="button button-quiet" onClick={() => setStep('sure')}>
          {t.forget}
        </button>
      )}
      {step === 'sure' && (
        <div class="notice notice-error" role="alert">
          <p>{t.forgetSure}</p>
          <div class="actions">
            <button type="button" class="button" onClick={forget}>
              {t.forgetYes}
            </button>
            <button type="button" class="button button-quiet" onClick={() => setStep('offer')}>
              {t.forgetNo}
            </button>
          </div>
        </div>
      )}
      {step === 'done' && <p class="notice">{t.forgotten}</p>}
    </section>
  );
}
