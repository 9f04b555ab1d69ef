/** What a server says it has. All texts are its own: shown as text, in whatever language they are. */
import type { ComponentChildren } from 'preact';
import type { InspectedServer, PromptsReply, ResourcesReply, ToolsReply } from '../../../../shared/inspector.schema.ts';
import { language, shownNumber } from '../../preferences.ts';
import { InputSchema } from './input-schema.tsx';
import { inspectorText } from './inspector-texts.ts';

export function ServerFacts({ server }: { readonly server: InspectedServer }) {
  const t = inspectorText.value;
  const names = Object.keys(t.capabilities) as (keyof typeof t.capabilities)[];
  const has = names.filter((name) => server.capabilities[name]).map((name) => t.capabilities[name]);
  return (
    <>
      <dl class="facts">
        <div>
          <dt>{t.server}</dt>
          <dd>{server.title ?? server.name}</dd>
        </div>
        <div>
          <dt>{t.version}</dt>
          <dd>{server.version}</dd>
        </div>
        <div>
          <dt>{t.protocol}</dt>
          <dd>{server.protocol_version}</dd>
        </div>
        <div>
          <dt>{t.can}</dt>
          <dd>{has.length === 0 ? t.nothing : new Intl.ListFormat(language.value, { type: 'unit' }).format(has)}</dd>
        </div>
      </dl>
      {server.instructions !== undefined && (
        <details>
          <summary>{t.instructions}</summary>
          <p class="catalogue-about catalogue-word">{server.instructions}</p>
        </details>
      )}
    </>
  );
}

export function ToolList({ reply }: { readonly reply: ToolsReply }) {
  const t = inspectorText.value;
  return (
    <List title={t.tools} count={reply.tools.length} reply={reply}>
      {reply.tools.map((tool) => (
        <Thing key={tool.name} thing={tool}>
          <p class="marks">
            {(Object.keys(t.hints) as (keyof typeof t.hints)[])
              .filter((hint) => tool.hints?.[hint] === true)
              .map((hint) => (
                <span key={hint} class={hint === 'destructive' ? 'tag-mark tag-wait' : 'tag-mark'}>
                  {t.hints[hint]}
                </span>
              ))}
          </p>
          <InputSchema tool={tool} />
        </Thing>
      ))}
    </List>
  );
}

export function ResourceList({ reply }: { readonly reply: ResourcesReply }) {
  const t = inspectorText.value;
  return (
    <>
      <List title={t.resources} count={reply.resources.length} reply={reply}>
        {reply.resources.map((resource) => (
          <Thing key={resource.uri} thing={resource}>
            <Place address={resource.uri} type={resource.mime_type} />
          </Thing>
        ))}
      </List>
      {reply.resource_templates.length > 0 && (
        <List title={t.templates} count={reply.resource_templates.length}>
          {reply.resource_templates.map((template) => (
            <Thing key={template.uri_template} thing={template}>
              <Place address={template.uri_template} type={template.mime_type} />
            </Thing>
          ))}
        </List>
      )}
    </>
  );
}

export function PromptList({ reply }: { readonly reply: PromptsReply }) {
  const t = inspectorText.value;
  return (
    <List title={t.prompts} count={reply.prompts.length} reply={reply}>
      {reply.prompts.map((prompt) => (
        <Thing key={prompt.name} thing={prompt}>
          {prompt.arguments.length > 0 && (
            <>
              <h6>{t.arguments}</h6>
              <ul>
                {prompt.arguments.map(({ name, required, description }) => (
                  <li key={name}>
                    <code>{name}</code> {required && <span class="tag-mark">{t.required}</span>}{' '}
                    <span class="quiet">{description}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </Thing>
      ))}
    </List>
  );
}

interface ListProps {
  readonly title: string;
  readonly count: number;
  /** How much of it is there. */
  readonly reply?: { readonly dropped: number; readonly is_complete: boolean };
  readonly children: ComponentChildren;
}

function List({ title, count, reply, children }: ListProps) {
  const t = inspectorText.value;
  const id = `inspector-${title}`.replaceAll(/\s/g, '-');
  return (
    <section class="stack-tight" aria-labelledby={id}>
      <h4 id={id}>
        {title} ({shownNumber(count)})
      </h4>
      {count === 0 && <p class="quiet">{t.none}</p>}
      {reply?.is_complete === false && <p class="notice notice-wait">{t.more}</p>}
      {reply !== undefined && reply.dropped > 0 && <p class="quiet">{t.dropped(shownNumber(reply.dropped))}</p>}
      {count > 0 && (
        <ul class="rows" aria-labelledby={id}>
          {children}
        </ul>
      )}
    </section>
  );
}

interface ThingProps {
  readonly thing: {
    readonly name: string;
    readonly title?: string | undefined;
    readonly description?: string | undefined;
  };
  readonly children: ComponentChildren;
}

function Thing({ thing: { name, title, description }, children }: ThingProps) {
  return (
    <li class="row catalogue-word">
      <h5>
        {title ?? name} {title !== undefined && <code>{name}</code>}
      </h5>
      {description !== undefined && <p class="catalogue-about">{description}</p>}
      {children}
    </li>
  );
}

function Place({ address, type }: { readonly address: string; readonly type: string | undefined }) {
  return (
    <p>
      <code>{address}</code> {type !== undefined && <span class="tag-mark">{type}</span>}
    </p>
  );
}
