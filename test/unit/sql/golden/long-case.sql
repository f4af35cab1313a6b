SELECT
  CASE
    WHEN WEEKDAY IN ('Saturday', 'Sunday') AND STORE >= 5 THEN 'weekend in a large store'
    WHEN WEEKDAY = 'Friday' THEN CASE WHEN STORE < 5 THEN 'friday, small' ELSE 'friday, large' END
  END AS DAY_KIND,
  CASE WHEN WEEKDAY = 'Monday' THEN TRUE ELSE FALSE END AS IS_MONDAY
FROM DB.S.ORDERS
