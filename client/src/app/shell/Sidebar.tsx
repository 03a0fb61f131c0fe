import { Box, ScrollArea } from '@mantine/core';
import { IconNetwork } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/features/session';
import { adminPagesOf, type Destination, MAIN, PROFILE } from '@/shared/navigation';
import classes from './Shell.module.css';

function NavItem({ to, label, icon: Glyph, exact }: Destination) {
  const { t } = useTranslation('shared');
  return (
    <li>
      <Link to={to} className={classes.link} activeOptions={{ exact: exact ?? false }}>
        <Glyph size={20} stroke={1.7} aria-hidden />
        {t(label)}
      </Link>
    </li>
  );
}

export function Sidebar() {
  const { t } = useTranslation('shared');
  const adminPages = adminPagesOf(useMe());
  return (
    <Box h="100%" display="flex" style={{ flexDirection: 'column' }}>
      <ScrollArea flex={1} type="auto">
        <ul className={classes.list}>
          {[...MAIN, PROFILE].map((item) => (
            <NavItem key={item.to} {...item} />
          ))}
        </ul>
        {adminPages.length > 0 && (
          <>
            <p className={classes.group} id="nav-admin">
              {t('nav.admin')}
            </p>
            <ul className={classes.list} aria-labelledby="nav-admin">
              {adminPages.map((item) => (
                <NavItem key={item.to} {...item} />
              ))}
            </ul>
          </>
        )}
      </ScrollArea>
      <ul className={classes.list}>
        <NavItem to="/kiem-tra-ket-noi" label="nav.connection" icon={IconNetwork} />
      </ul>
    </Box>
  );
}
