/** All roles, or one of them in its form. */
import { useEffect } from 'preact/hooks';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import { SECTION_TITLE_ID, SectionTitle } from '../../desk/section-title.tsx';
import { place, roles } from '../access-state.ts';
import { accessText } from '../access-texts.ts';
import { placeHash } from '../place.ts';
import { PermissionText } from '../rules/permission-fields.tsx';
import { RoleEditor } from './role-editor.tsx';

/** Stands where a name would: no role can be called so. */
const NEW = '+';

export function RolesSection() {
  const [name] = place.value.names;
  const t = accessText.value.roles;
  useEffect(() => {
    if (name === undefined) void roles.load();
  }, []);
  if (name === NEW) return <RoleEditor stored={undefined} />;
  if (name === undefined) return <RoleList />;
  const role = roles.value.value?.find((one) => one.name === name);
  if (role !== undefined) return <RoleEditor key={`${name} ${role.revision}`} stored={role} />;
  return (
    <section class="stack-tight">
      <SectionTitle>{t.gone(name)}</SectionTitle>
      <p>
        <a href={placeHash('roles')}>{t.back}</a>
      </p>
    </section>
  );
}

function RoleList() {
  const t = accessText.value.roles;
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{t.title}</SectionTitle>
      <p class="quiet">{t.lead}</p>
      <p>
        <a class="button" href={placeHash('roles', NEW)}>
          {t.create}
        </a>
      </p>
      <FaultNotice error={roles.error.value} onRetry={() => void roles.load()} />
      <ul class="rows" aria-labelledby={SECTION_TITLE_ID}>
        {(roles.value.value ?? []).map(({ name, system, precedence, parents, permissions }) => (
          <li key={name} class="row">
            <h3>
              <a href={placeHash('roles', name)}>{name}</a> {system && <span class="tag-mark">{t.system}</span>}
            </h3>
            <dl class="facts">
              <div>
                <dt>{t.precedence}</dt>
                <dd>{precedence}</dd>
              </div>
              <div>
                <dt>{t.parents}</dt>
                <dd>{parents.length === 0 ? t.none : parents.join(', ')}</dd>
              </div>
            </dl>
            <ul class="permissions" aria-label={t.permissions}>
              {permissions.map((permission) => (
                <li key={JSON.stringify(permission)}>
                  <PermissionText permission={permission} />
                </li>
              ))}
              {permissions.length === 0 && <li class="quiet">{t.noPermissions}</li>}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}
