# What a gradient costs against parameters, and a Jacobian against outputs.
# doc/figures.sh runs this script, in the folder of cost.csv.

set terminal svg noenhanced size 960,430 background "white" font 'sans-serif,18'
set output 'cost.svg'
set datafile separator comma
set logscale xy
set border 3 linewidth 1.5
set tics nomirror out
set grid linetype 1 linecolor rgb '#e0e0e0' linewidth 1
set key off
set ytics ('1' 1, '10' 10, '100' 100, '1,000' 1000, '10,000' 10000)
set yrange [0.7:40000]
set label 1 at graph -0.12, graph 1.06 left 'multiples of one evaluation, counted in flops'
set linetype 1 linecolor rgb '#D55E00' dashtype solid linewidth 4 pointtype 7
set linetype 2 linecolor rgb '#0072B2' dashtype '-' linewidth 4 pointtype 5

of(sheet, column) = strcol('sheet') eq sheet ? column : NaN

set multiplot layout 1,2 margins 0.10, 0.97, 0.24, 0.88 spacing 0.13
set xtics ('10' 10, '100' 100, '1,000' 1000)
set xrange [8:8000]
set label 4 'parameters, one output' at graph 0.5, screen 0.06 center
set label 2 at 300, 2500 right 'forward mode' textcolor rgb '#B84F00'
set label 3 at 300, 5 left 'reverse mode' textcolor rgb '#0072B2'
plot for [i=1:2] 'cost.csv' \
  using (of('parameters', column('params'))):(column(word('forward reverse', i))) \
  with linespoints linetype i
unset label 1
set xtics ('1' 1, '10' 10, '100' 100, '1,000' 1000)
set xrange [0.8:6000]
set label 4 'outputs, two inputs'
set label 2 at 100, 9 left
set label 3 at 100, 700 right
plot for [i=1:2] 'cost.csv' \
  using (of('outputs', column('outputs'))):(column(word('forward reverse', i))) \
  with linespoints linetype i
unset multiplot
