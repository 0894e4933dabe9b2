//! Who is matched with whom: one to one, so that the matches are worth most together.

/// For each row of `worth` (rows × columns, of any two sizes) its column, or none where there are more rows than
/// columns; the sum of what the pairs are worth is the largest possible.
///
/// Shortest augmenting paths with potentials, in the cube of the larger side. Source: Kuhn (1955), Naval Research
/// Logistics Quarterly 2, in the form of Jonker and Volgenant (1987), Computing 38.
pub(crate) fn best_pairs(worth: &[Vec<f64>]) -> Vec<Option<usize>> {
    let columns = worth.first().map_or(0, Vec::len);
    let size = worth.len().max(columns);
    // Made square by rows and columns that are worth nothing.
    let cost =
        |row: usize, column: usize| -worth.get(row).and_then(|r| r.get(column)).copied().unwrap_or(0.0);
    // Column `size` is where the search for each new row starts.
    let (mut row_potential, mut column_potential) = (vec![0.0; size], vec![0.0; size + 1]);
    let mut row_of: Vec<Option<usize>> = vec![None; size + 1];
    for new in 0..size {
        row_of[size] = Some(new);
        let mut least = vec![f64::INFINITY; size];
        let mut before = vec![size; size];
        let mut reached = vec![false; size + 1];
        let mut column = size;
        while let Some(row) = row_of[column] {
            reached[column] = true;
            let mut nearest = (f64::INFINITY, size);
            for next in (0..size).filter(|&next| !reached[next]) {
                let through = cost(row, next) - row_potential[row] - column_potential[next];
                if through < least[next] {
                    (least[next], before[next]) = (through, column);
                }
                if least[next] < nearest.0 {
                    nearest = (least[next], next);
                }
            }
            for known in 0..=size {
                match row_of[known] {
                    Some(row) if reached[known] => {
                        row_potential[row] += nearest.0;
                        column_potential[known] -= nearest.0;
                    }
                    _ if known < size => least[known] -= nearest.0,
                    _ => {}
                }
            }
            column = nearest.1;
        }
        // Along the path that was found, each column passes its row on.
        while column != size {
            row_of[column] = row_of[before[column]];
            column = before[column];
        }
    }
    let mut pairs = vec![None; worth.len()];
    for (column, row) in row_of.iter().take(columns).enumerate() {
        if let Some(pair) = row.and_then(|row| pairs.get_mut(row)) {
            *pair = Some(column);
        }
    }
    pairs
}
