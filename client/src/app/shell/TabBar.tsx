import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/features/session';
import { ADMIN, adminPagesOf, MAIN, PROFILE } from '@/shared/navigation';
import classes from './Shell.module.css';

/** The phone's navigation at the bottom edge. */
export function TabBar() {
  const { t } = useTranslation('shared');
  const isAdministrator = adminPagesOf(useMe()).length > 0;
  const items = isAdministrator ? [...MAIN, ADMIN, PROFILE] : [...MAIN, PROFILE];
  return (
    <nav aria-label={t('nav.label')} style={{ height: '100%' }}>
      <ul className={classes.tabs}>
        {items.map(({ to, label, icon: Glyph, exact }) => (
          <li key={to}>
            <Link to={to} className={classes.tab} activeOptions={{ exact: exact ?? false }}>
              <Glyph size={22} stroke={1.7} aria-hidden />
              {t(label)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
