import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from './Shell.module.css';

export function Brand() {
  const { t } = useTranslation('shared');
  return (
    <Link to="/" className={classes.brand}>
      <img src="/favicon.svg" alt="" width={32} height={32} />
      <span className={classes.brandName}>{t('app.name')}</span>
    </Link>
  );
}
