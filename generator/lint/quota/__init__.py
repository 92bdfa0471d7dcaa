"""QUO2xx: quotas, LimitRanges and the queues of Kueue and Volcano."""
