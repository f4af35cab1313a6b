SELECT
  "amount",
  "amount" + 1 AS "START",
  AT,
  KIND AS "kind of ""event"""
FROM DB.S.EVENTS
