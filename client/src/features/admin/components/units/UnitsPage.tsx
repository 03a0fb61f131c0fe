import { Box, Button, Grid, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconBuildingCommunity, IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/features/session';
import type { Hierarchy } from '@/shared/api';
import { UnitPicker } from '@/shared/directory';
import { civilDate, formatCivilDate } from '@/shared/i18n';
import { AnchorLink, EmptyState, LoadingSkeleton, PageHeader, QueryView } from '@/shared/ui';
import { DateField } from '@/shared/ui/DateField';
import { useSuperiors, useUnit } from '../../api/units';
import admin from '../admin.module.css';
import { CreateUnitDialog } from './CreateUnitDialog';
import { UnitDetails } from './UnitDetails';
import { UnitTree } from './UnitTree';
import classes from './units.module.css';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function UnitsPage() {
  const { t } = useTranslation('admin');
  const { don_vi, ngay, tuyen } = useSearch({ from: '/shell/quan-tri/don-vi' });
  const navigate = useNavigate({ from: '/quan-tri/don-vi' });
  const mayManage = useMay('units.manage');
  const [unfolded, setUnfolded] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [creating, setCreating] = useState(false);
  const today = civilDate();
  const on = ngay && DAY.test(ngay) ? ngay : today;
  const hierarchy: Hierarchy = tuyen === 'chuyen-mon' ? 'professional' : 'administrative';
  const unit = useUnit(don_vi);

  const go = (change: { don_vi?: string; ngay?: string; tuyen?: 'chuyen-mon' }) =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false });
  const unfold = useCallback(
    (ids: readonly string[], open: boolean) =>
      setUnfolded((old) => new Map([...old, ...ids.map((id) => [id, open] as const)])),
    [],
  );
  // Wherever a unit was chosen, in the search or by a link: the tree opens down to it.
  const superiors = useSuperiors(don_vi, { hierarchy, on }).data;
  useEffect(() => {
    if (superiors) unfold(superiors, true);
  }, [superiors, unfold]);

  return (
    <>
      <PageHeader
        title={t('units.title')}
        description={
          on === today ? t('units.lead') : t('units.as_of', { date: formatCivilDate(on) })
        }
        actions={
          mayManage && (
            <Button
              leftSection={<IconPlus size={18} aria-hidden />}
              onClick={() => setCreating(true)}
            >
              {t('units.create')}
            </Button>
          )
        }
      />
      <Box className={admin.filters} mb="lg">
        <UnitPicker
          label={t('units.find')}
          placeholder={t('units.find.example')}
          value={null}
          onChange={(found) => found && go({ don_vi: found.id })}
        />
        <div className={admin.short}>
          <DateField
            label={t('units.on')}
            value={on}
            onChange={(day) => go({ ngay: !day || day === today ? undefined : day })}
          />
        </div>
        <SegmentedControl
          className={admin.fit}
          aria-label={t('units.hierarchy')}
          value={hierarchy}
          onChange={(value) => go({ tuyen: value === 'professional' ? 'chuyen-mon' : undefined })}
          data={[
            { value: 'administrative', label: t('hierarchy.administrative') },
            { value: 'professional', label: t('hierarchy.professional') },
          ]}
        />
      </Box>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 5 }} visibleFrom={don_vi ? 'md' : undefined}>
          <Paper withBorder p="sm" className={classes.panel}>
            <UnitTree
              view={{ hierarchy, on }}
              selected={don_vi}
              unfolded={unfolded}
              onSelect={(id) => go({ don_vi: id })}
              onUnfold={(id, open) => unfold([id], open)}
            />
          </Paper>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }}>
          {don_vi ? (
            <Stack gap="sm">
              <Text hiddenFrom="md" component="div">
                <AnchorLink to="/quan-tri/don-vi" search={{ ngay, tuyen }}>
                  {t('units.back')}
                </AnchorLink>
              </Text>
              <QueryView query={unit} loading={<LoadingSkeleton rows={5} />}>
                {(found) => (
                  <UnitDetails key={found.id} unit={found} onOpen={(id) => go({ don_vi: id })} />
                )}
              </QueryView>
            </Stack>
          ) : (
            <Stack visibleFrom="md">
              <EmptyState icon={IconBuildingCommunity} title={t('units.choose')}>
                {t('units.choose.text')}
              </EmptyState>
            </Stack>
          )}
        </Grid.Col>
      </Grid>
      <CreateUnitDialog
        key={don_vi ?? 'root'}
        opened={creating}
        onClose={() => setCreating(false)}
        parent={unit.data ? { id: unit.data.id, name: unit.data.name } : null}
        onCreated={(id) => go({ don_vi: id })}
      />
    </>
  );
}
