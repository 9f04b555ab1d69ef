/** The ways to run a server, with what each asks for. */
import type { ComponentChildren } from 'preact';
import type {
  CatalogueEntry,
  CatalogueImage,
  CatalogueInput,
  CatalogueRemote,
} from '../../../../shared/catalogue.schema.ts';
import { placeHash } from '../place.ts';
import { catalogueText } from './catalogue-texts.ts';

export function Ways({ entry }: { readonly entry: CatalogueEntry }) {
  const t = catalogueText.value;
  const { images, remotes, packages } = entry;
  return (
    <section class="stack-tight" aria-labelledby="entry-ways">
      <h3 id="entry-ways">{t.entry.ways}</h3>
      {images.length === 0 && <p class="quiet">{t.entry.noWay}</p>}
      {images.map((image, nth) => (
        <ImageWay key={image.image} image={image}>
          {nth === 0 && (
            <div class="actions">
              <a class="button" href={placeHash('servers', 'install', entry.source, entry.name)}>
                {t.install}
              </a>
            </div>
          )}
        </ImageWay>
      ))}
      {remotes.map((remote) => (
        <RemoteWay key={`${remote.transport} ${remote.url}`} remote={remote} title={entry.title} />
      ))}
      {packages.length > 0 && (
        <div class="row">
          <h4>{t.entry.packages}</h4>
          <ul class="rows">
            {packages.map(({ registry, identifier, version }) => (
              <li key={`${registry} ${identifier}`} class="catalogue-word">
                <span class="tag-mark">{registry}</span> <code>{identifier}</code> {version}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function ImageWay({ image, children }: { readonly image: CatalogueImage; readonly children: ComponentChildren }) {
  const t = catalogueText.value.entry;
  return (
    <div class="row">
      <h4>{t.asContainer}</h4>
      <p class="catalogue-word">
        <code>{image.image}</code>
      </p>
      <dl class="facts">
        <Spoken transport={image.transport} />
        {image.port !== undefined && (
          <div>
            <dt>{t.port}</dt>
            <dd>
              <code>
                {image.port}
                {image.path}
              </code>
            </dd>
          </div>
        )}
      </dl>
      <Inputs title={t.variables} inputs={image.environment} />
      <Inputs title={t.arguments} inputs={image.arguments} />
      {image.volumes.length > 0 && (
        <>
          <h5>{t.volumes}</h5>
          <ul>
            {image.volumes.map((volume) => (
              <li key={volume} class="catalogue-word">
                <code>{volume}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      {children}
    </div>
  );
}

function RemoteWay({ remote, title }: { readonly remote: CatalogueRemote; readonly title: string }) {
  const t = catalogueText.value.entry;
  return (
    <div class="row">
      <h4>{t.asRemote}</h4>
      <p class="catalogue-word">
        <code>{remote.url}</code>
      </p>
      <dl class="facts">
        <Spoken transport={remote.transport} />
      </dl>
      <Inputs title={t.headers} inputs={remote.headers} />
      <Inputs title={t.parts} inputs={remote.inputs} />
      <div class="actions">
        <a class="button button-quiet" href={placeHash('gateways', 'register', remote.url, title)}>
          {t.register}
        </a>
      </div>
    </div>
  );
}

function Spoken({ transport }: Pick<CatalogueRemote, 'transport'>) {
  const t = catalogueText.value.entry;
  return (
    <div>
      <dt>{t.transport}</dt>
      <dd>{transport === 'stdio' ? t.stdio : transport === 'sse' ? 'HTTP + SSE' : 'Streamable HTTP'}</dd>
    </div>
  );
}

function Inputs({ title, inputs }: { readonly title: string; readonly inputs: readonly CatalogueInput[] }) {
  const t = catalogueText.value.entry;
  if (inputs.length === 0) return null;
  return (
    <>
      <h5>{title}</h5>
      <ul class="rows">
        {inputs.map((input, nth) => (
          // Arguments need not have names of their own.
          <li key={nth} class="catalogue-word">
            <code>{shownName(input)}</code> {input.is_required && <span class="tag-mark">{t.required}</span>}{' '}
            {input.is_secret && <span class="tag-mark tag-wait">{t.secret}</span>}
            {input.description !== undefined && <span class="distance">{input.description}</span>}
            {input.default !== undefined && (
              <span class="distance">
                {t.preset}: <code>{input.default}</code>
              </span>
            )}
            {input.choices !== undefined && (
              <span class="distance">
                {t.choices}: {input.choices.join(', ')}
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function shownName(input: CatalogueInput & { readonly flag?: string | undefined }): string {
  return input.flag ?? (input.name === 'argument' ? (input.value ?? input.placeholder ?? input.name) : input.name);
}
