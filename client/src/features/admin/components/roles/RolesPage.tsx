import { Button, Tabs } from '@mantine/core';
import { IconUserShare, IconUserShield } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/features/session';
import { PageHeader } from '@/shared/ui';
import { DelegateDialog } from './DelegateDialog';
import { GiveDialog } from './GiveDialog';
import { GrantList } from './GrantList';
import { RoleTable } from './RoleTable';

/** Who holds which role where; a head sees the own roles and the deputies made by delegation. */
export function RolesPage() {
  const { t } = useTranslation('admin');
  const { muc } = useSearch({ from: '/shell/quan-tri/vai-tro' });
  const navigate = useNavigate({ from: '/quan-tri/vai-tro' });
  const mayGive = useMay('roles.manage');
  const mayDelegate = useMay('deputies.delegate');
  const [dialog, setDialog] = useState<'give' | 'delegate' | null>(null);

  return (
    <>
      <PageHeader
        title={t('roles.title')}
        description={t('roles.lead')}
        actions={
          <>
            {mayDelegate && (
              <Button
                variant={mayGive ? 'default' : 'filled'}
                leftSection={<IconUserShare size={18} aria-hidden />}
                onClick={() => setDialog('delegate')}
              >
                {t('roles.delegate')}
              </Button>
            )}
            {mayGive && (
              <Button
                leftSection={<IconUserShield size={18} aria-hidden />}
                onClick={() => setDialog('give')}
              >
                {t('roles.give')}
              </Button>
            )}
          </>
        }
      />
      <Tabs
        value={muc ?? 'da-giao'}
        keepMounted={false}
        onChange={(value) =>
          void navigate({ search: { muc: value === 'vai-tro' ? value : undefined }, replace: true })
        }
      >
        <Tabs.List mb="lg">
          <Tabs.Tab value="da-giao">{t('roles.tab.grants')}</Tabs.Tab>
          <Tabs.Tab value="vai-tro">{t('roles.tab.roles')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="da-giao">
          <GrantList />
        </Tabs.Panel>
        <Tabs.Panel value="vai-tro">
          <RoleTable />
        </Tabs.Panel>
      </Tabs>
      <GiveDialog opened={dialog === 'give'} onClose={() => setDialog(null)} />
      <DelegateDialog opened={dialog === 'delegate'} onClose={() => setDialog(null)} />
    </>
  );
}
